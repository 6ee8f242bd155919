namespace BatchDashboard.Sandbox;

/// <summary>One media item, and the list of those of a collection or of all.</summary>
internal sealed class MediaEndpoints(SandboxCatalog catalog, TimeProvider time)
{
    public Task ItemAsync(HttpContext context)
    {
        var id = (string)context.GetRouteValue("mediaId")!;
        if (catalog.FindMedia(id) is not var (batch, job))
        {
            return ErrorAnswers.NotFound(context, "Media item " + id);
        }

        return SandboxWriter.DataAsync(context, "Media item retrieved successfully", json =>
        {
            MediaItems.WriteItem(json, batch, job);
            if (Asked(context, "include_metadata", usual: true))
            {
                MediaItems.WriteMetadata(json, job);
            }

            if (Asked(context, "include_chunks", usual: false))
            {
                MediaItems.WriteChunks(json, job);
            }

            if (Asked(context, "include_vectors", usual: false))
            {
                MediaItems.WriteVectors(json, job);
            }
        });
    }

    public Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (PageRequest.Read(query, 20, 100, out var wrong) is not { } page)
        {
            return ErrorAnswers.Invalid(context, wrong, $"{wrong} must be a positive integer");
        }

        string? mediaType = query["media_type"];
        string? collection = query["collection"];
        var now = time.GetUtcNow();
        var sources = catalog.Batches
            .Where(batch => string.IsNullOrEmpty(collection) || batch.Collection == collection)
            .Select(batch => (Batch: batch, Moment: batch.At(now)))
            .Select(source => (source.Batch, source.Moment, Count: source.Batch.CreatedMedia(source.Moment, Kind())))
            .ToArray();
        return SandboxWriter.DataAsync(context, "Media items retrieved successfully", json =>
        {
            json.WriteStartArray("items");
            foreach (var (batch, job) in Items(sources, page, Kind()))
            {
                json.WriteStartObject();
                MediaItems.WriteItem(json, batch, job);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            SandboxWriter.Pagination(json, page, sources.Sum(source => (long)source.Count));
        });

        string? Kind() => string.IsNullOrEmpty(mediaType) ? null : mediaType;
    }

    /// <summary>Whole batches are skipped by their counts: only the batches that the page touches are walked.</summary>
    private static IEnumerable<(SandboxBatch Batch, SandboxJob Job)> Items(
        (SandboxBatch Batch, BatchMoment Moment, int Count)[] sources, PageRequest page, string? mediaType)
    {
        var skip = page.First;
        var left = page.Size;
        foreach (var (batch, moment, count) in sources)
        {
            if (skip >= count)
            {
                skip -= count;
                continue;
            }

            for (var index = 0; index < moment.Rows && left > 0; index++)
            {
                if (batch.JobAt(index) is not { MediaId: not null } job || (mediaType is not null && job.MediaType != mediaType))
                {
                    continue;
                }

                if (skip > 0)
                {
                    skip--;
                    continue;
                }

                left--;
                yield return (batch, job);
            }
        }
    }

    private static bool Asked(HttpContext context, string name, bool usual) =>
        context.Request.Query.TryGetValue(name, out var value) ? string.Equals(value, "true", StringComparison.OrdinalIgnoreCase) : usual;
}

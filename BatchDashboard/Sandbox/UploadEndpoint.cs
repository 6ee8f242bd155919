using BatchDashboard.Resolution;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace BatchDashboard.Sandbox;

/// <summary>Takes new batches.</summary>
internal sealed class UploadEndpoint(SandboxCatalog catalog, SandboxUploads uploads, TimeProvider time)
{
    public async Task CreateAsync(HttpContext context)
    {
        LiftLimits(context);
        UploadForm form;
        try
        {
            form = await UploadForm.ReadAsync(context.Request, context.RequestAborted);
        }
        catch (UploadRefusedException refusal)
        {
            await (refusal.IsTooLarge ? ErrorAnswers.TooLarge(context) : ErrorAnswers.Invalid(context, refusal.Field, refusal.Message));
            return;
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever sent is gone in the middle: nobody to answer, and no batch.
            return;
        }
        catch (BadHttpRequestException)
        {
            // The same, noticed by the reading first.
            context.Abort();
            return;
        }

        var now = time.GetUtcNow();
        var sent = form.Files.Select(file => new UploadedFile(
            file.Name, file.SizeBytes, new JobShape(MediaType(file.Name), uploads.Fails(file.Name, file.SizeBytes)))).ToList();
        var taken = form.ForceOverwrite ? sent : sent.FindAll(file => !catalog.Uploaded.HasSucceeded(form.Collection, file, now));
        var batch = catalog.Uploaded.Add(form.Collection, now, uploads.Pace, taken);
        await SandboxWriter.DataAsync(context, "Batch created successfully", json =>
        {
            json.WriteString("batch_id", batch.Id);
            json.WriteString("status", "created");
            json.WriteString("collection", batch.Collection);
            json.WriteNumber("total_files", taken.Count);
            json.WriteNumber("skipped_duplicates", sent.Count - taken.Count);
            json.WriteString("created_at", JobWriter.Time(now));
        });
    }

    /// <summary>The form's own limits hold for an upload instead of the server's, and a slow line may be as slow as it is.</summary>
    public static void LiftLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    // The unsupported endings as FileNames draws them; what is listed nowhere is taken for a document.
    private static string MediaType(string fileName) => FileLimits.EndingOf(fileName) switch
    {
        ".psd" or ".cr2" or ".ai" => "image",
        ".mkv" or ".flv" or ".prproj" => "video",
        ".amr" or ".opus" or ".mid" => "audio",
        ".dwg" or ".step" or ".sldprt" => "model",
        var ending => FileLimits.Find(ending, null)?.Name switch
        {
            "images" => "image",
            "videos" => "video",
            "audio files" => "audio",
            "3D models" => "model",
            _ => "document",
        },
    };
}

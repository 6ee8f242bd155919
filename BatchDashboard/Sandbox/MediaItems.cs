using System.Globalization;
using System.Text.Json;

namespace BatchDashboard.Sandbox;

/// <summary>What became of a file that succeeded: its summary, its metadata, and the chunks that a search would find.</summary>
internal static class MediaItems
{
    private const int VectorLength = 64;

    public static void WriteItem(Utf8JsonWriter json, SandboxBatch batch, SandboxJob job)
    {
        json.WriteString("id", job.MediaId);
        json.WriteString("media_type", job.MediaType);
        json.WriteStartObject("file_info");
        json.WriteString("filename", job.FileName);
        json.WriteNumber("size_bytes", job.SizeBytes);
        json.WriteNumber("size_mb", JobWriter.Mebibytes(job.SizeBytes));
        json.WriteEndObject();
        json.WriteStartObject("storage");
        json.WriteString("created_at", JobWriter.Time(job.CompletedAt));
        json.WriteString("collection", batch.Collection);
        json.WriteEndObject();
    }

    public static void WriteMetadata(Utf8JsonWriter json, SandboxJob job)
    {
        var random = job.Random(JobAspect.Media);
        var topic = MediaTexts.Topic(ref random);
        json.WriteStartObject("metadata");
        json.WriteStartObject("search");
        json.WriteString("summary", MediaTexts.Summary(job, topic));
        json.WriteStartArray("keywords");
        foreach (var word in topic.Split(' ').Where(word => word.Length > 3))
        {
            json.WriteStringValue(word);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject(job.MediaType);
        switch (job.MediaType)
        {
            case "image":
                WriteImage(json, ref random);
                break;
            case "video":
                json.WriteNumber("duration_seconds", random.Between(20, 590));
                json.WriteStartObject("resolution");
                json.WriteNumber("width", 1920);
                json.WriteNumber("height", 1080);
                json.WriteEndObject();
                json.WriteNumber("frame_rate", random.Pick(24, 25, 30));
                json.WriteNumber("scenes", random.Between(2, 24));
                break;
            case "audio":
                json.WriteNumber("duration_seconds", random.Between(30, 595));
                json.WriteNumber("sample_rate_hz", random.Pick(16000, 44100, 48000));
                json.WriteString("language", random.Pick("en", "de", "fr"));
                json.WriteNumber("speakers", random.Between(1, 3));
                break;
            case "model":
                json.WriteNumber("vertices", random.Between(800, 240_000));
                json.WriteNumber("faces", random.Between(1_600, 480_000));
                json.WriteStartObject("bounding_box_mm");
                json.WriteNumber("x", random.Between(10, 900));
                json.WriteNumber("y", random.Between(10, 900));
                json.WriteNumber("z", random.Between(5, 400));
                json.WriteEndObject();
                json.WriteBoolean("watertight", random.Below(5) > 0);
                break;
            default:
                json.WriteNumber("pages", random.Between(1, 60));
                json.WriteNumber("tokens", random.Between(400, 60_000));
                json.WriteString("language", random.Pick("en", "en", "de", "fr", "pt"));
                json.WriteStartObject("properties");
                json.WriteString("author", random.Pick("A. Moreau", "J. Okafor", "K. Lindqvist", "Records office"));
                json.WriteBoolean("scanned", random.Below(4) == 0);
                json.WriteEndObject();
                break;
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Texts for documents, timed texts for what is heard; an image or a model is searched by its vector only.</summary>
    public static void WriteChunks(Utf8JsonWriter json, SandboxJob job)
    {
        var random = job.Random(JobAspect.Media);
        var topic = MediaTexts.Topic(ref random);
        json.WriteStartObject("content");
        json.WriteStartArray("chunks");
        if (job.MediaType is not ("image" or "model"))
        {
            var start = 0.0;
            foreach (var text in MediaTexts.Chunks(topic, ref random))
            {
                if (job.MediaType == "document")
                {
                    json.WriteStringValue(text);
                    continue;
                }

                var end = start + random.Between(40, 220) / 10.0;
                json.WriteStartObject();
                json.WriteString("text", text);
                json.WriteNumber("start", Math.Round(start, 1));
                json.WriteNumber("end", Math.Round(end, 1));
                json.WriteEndObject();
                start = end;
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteVectors(Utf8JsonWriter json, SandboxJob job)
    {
        var random = job.Random(JobAspect.Media);
        json.WriteStartObject("vectors");
        json.WriteString("model", "wickson-embed-2");
        json.WriteNumber("dimensions", VectorLength);
        json.WriteStartArray("values");
        for (var at = 0; at < VectorLength; at++)
        {
            json.WriteNumberValue(Math.Round((random.Unit() * 2) - 1, 6));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter json, ref JobRandom random)
    {
        json.WriteNumber("width", random.Pick(3000, 4032, 6000));
        json.WriteNumber("height", random.Pick(2000, 3024, 4000));
        json.WriteString("color_space", "sRGB");
        json.WriteStartObject("camera");
        json.WriteString("model", random.Pick("Nikon Z6", "Canon EOS R5", "iPhone 15"));
        json.WriteString("exposure", string.Create(CultureInfo.InvariantCulture, $"1/{random.Pick(60, 125, 250, 500)}"));
        json.WriteEndObject();
        json.WriteStartArray("objects");
        json.WriteStringValue(random.Pick("table", "shirt", "lamp", "shoe"));
        json.WriteStringValue(random.Pick("studio background", "window", "wooden floor"));
        json.WriteEndArray();
    }
}

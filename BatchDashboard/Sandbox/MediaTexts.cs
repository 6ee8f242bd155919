using System.Globalization;

namespace BatchDashboard.Sandbox;

/// <summary>Words for media items: enough for a page to look like one.</summary>
internal static class MediaTexts
{
    private static readonly string[] Topics =
    [
        "quarterly revenue and costs", "delivery times and carriers", "maintenance of the cooling plant",
        "staff training and safety", "prices of raw materials", "complaints and refunds",
        "energy use by building", "plans for the new warehouse", "contracts up for renewal", "results of the customer survey",
    ];

    private static readonly string[] Sentences =
    [
        "The figures for {0} are within the plan, with two exceptions that are named below.",
        "Compared with the year before, {0} changed by less than three percent.",
        "The team agreed to look at {0} again before the end of the month.",
        "Three measures for {0} were proposed; the second has the best ratio of cost and effect.",
        "Responsible for {0} is the office in Leipzig, with support from Porto.",
        "An annex lists every item of {0} with its date and its owner.",
        "Open questions about {0} go to the steering group by Friday.",
        "What was learned about {0} is kept in the handbook, chapter four.",
    ];

    public static string Topic(ref JobRandom random) => random.Pick<string>(Topics);

    public static string Summary(SandboxJob job, string topic) => job.MediaType switch
    {
        "image" => $"A photograph in even light, made for a page about {topic}.",
        "video" => $"A recording about {topic}, with people speaking to the camera and views of the site.",
        "audio" => $"A conversation about {topic}. Both sides agree on the next step.",
        "model" => "A closed solid with mounting holes and rounded edges, made for milling.",
        _ => job.MediaId == "vec-abc123"
            ? "Summary of the fourth quarter: revenue, costs and outlook, with a table for each region."
            : $"A paper about {topic}, with a short overview, a table of figures and a list of actions.",
    };

    public static List<string> Chunks(string topic, ref JobRandom random)
    {
        List<string> chunks = [];
        for (var left = random.Between(3, 9); left > 0; left--)
        {
            var first = random.Below(Sentences.Length);
            var second = (first + 1 + random.Below(Sentences.Length - 1)) % Sentences.Length;
            chunks.Add(string.Format(CultureInfo.InvariantCulture, $"{Sentences[first]} {Sentences[second]}", topic));
        }

        return chunks;
    }
}

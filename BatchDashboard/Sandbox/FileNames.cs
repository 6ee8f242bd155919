using System.Globalization;
using System.Runtime.CompilerServices;

namespace BatchDashboard.Sandbox;

/// <summary>File names as people give them: some tidy, some from a camera or a scanner, some in folders.</summary>
internal static class FileNames
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;
    private static readonly string[] Customers = ["Brandt & Sohn", "Moreau SARL", "Northwind", "Okafor Logistics", "Lindqvist AB", "Tanaka Seiki", "Água Clara", "Kowalski i Syn", "Hargreaves Ltd", "Ferri Costruzioni"];
    private static readonly string[] Topics = ["budget", "board_minutes", "market_overview", "staffing_plan", "safety_audit", "supplier_review", "energy_use", "roadmap", "travel_policy", "price_list", "onboarding", "cash_flow"];
    private static readonly string[] Products = ["linen_shirt", "walnut_table", "trail_shoe", "ceramic_mug", "wool_scarf", "desk_lamp", "rain_jacket", "copper_pan", "canvas_bag", "oak_stool"];
    private static readonly string[] Views = ["front", "back", "side", "detail", "packshot", "worn"];
    private static readonly string[] Parts = ["bracket", "pump_housing", "gearbox_cover", "valve_body", "turbine_blade", "hinge", "chassis_rail", "nozzle", "flange_dn80", "clamp"];
    private static readonly string[] Scenes = ["assembly_line", "forklift_training", "town_hall", "interview", "site_walk", "product_demo", "safety_briefing", "drone_survey"];
    private static readonly string[] Rooms = ["roof", "boiler_room", "lobby", "hall_2", "loading_bay", "facade_north", "stairwell"];

    /// <summary>
    /// A name for the job. <paramref name="errorCode"/> decides whether its extension is one that the API takes; dates in it
    /// are before <paramref name="sent"/>, when the batch was made.
    /// </summary>
    public static string Draw(JobRandom random, int index, string mediaType, string? errorCode, DateTimeOffset sent)
    {
        var extension = errorCode == "format_error" ? Unsupported(ref random, mediaType) : Supported(ref random, mediaType);
        var number = index + 1;
        var made = sent.UtcDateTime.AddDays(-(mediaType == "audio" ? random.Between(1, 6) : random.Between(1, 1100)));
        var stem = mediaType switch
        {
            "image" => Image(ref random, number, made),
            "video" => random.Below(3) == 0
                ? Text(Invariant, $"VID_{made:yyyyMMdd}_{random.Between(8, 19):00}{random.Between(0, 59):00}{random.Between(0, 59):00}_{number}")
                : Text(Invariant, $"{random.Pick<string>(Scenes)}_{made:yyyy-MM-dd}_take{number}"),
            "audio" => random.Below(3) > 0
                ? Text(Invariant, $"calls/{made:yyyy-MM-dd}/call_{random.Between(100000, 999999)}_{number}")
                : Text(Invariant, $"Voice memo {made:d MMMM yyyy} ({number})"),
            "model" => Text(Invariant, $"{random.Pick<string>(Parts)}_rev{(char)('A' + random.Below(6))}_{number:0000}"),
            _ => Document(ref random, number, made),
        };
        return stem + extension;
    }

    /// <summary>A picture of something that is sold.</summary>
    public static string Product(JobRandom random, int index) =>
        Text(Invariant, $"{random.Pick<string>(Products)}_{random.Pick<string>(Views)}_{index + 1:000}") + random.Pick(".jpg", ".jpg", ".jpg", ".png", ".webp");

    private static string Document(ref JobRandom random, int number, DateTime made) => random.Below(6) switch
    {
        0 => Text(Invariant, $"invoices/{made:yyyy-MM}/INV-{made:yyyyMMdd}-{number:0000}"),
        1 => Text(Invariant, $"scan_{made:yyyyMMdd}_{number:0000}"),
        2 => Text(Invariant, $"{random.Pick<string>(Topics)}_q{(made.Month + 2) / 3}_{made.Year}_v{number}"),
        3 => Text(Invariant, $"Contract {random.Pick<string>(Customers)} {made.Year}-{number:000}"),
        4 => Text(Invariant, $"reports/{made.Year}/{made:MMMM}/{random.Pick<string>(Topics)}_{number}"),
        _ => Text(Invariant, $"Meeting notes {made:d MMMM yyyy} ({number})"),
    };

    private static string Image(ref JobRandom random, int number, DateTime made) => random.Below(4) switch
    {
        0 => Text(Invariant, $"IMG_{random.Between(1000, 9999)}_{number}"),
        1 => Text(Invariant, $"photos/{made:yyyy-MM-dd}/DSC{number:00000}"),
        2 => Text(Invariant, $"whiteboard_{made:yyyy-MM-dd}_{number}"),
        _ => Text(Invariant, $"{random.Pick<string>(Rooms)}_photo_{number:000}"),
    };

    private static string Supported(ref JobRandom random, string mediaType) => mediaType switch
    {
        "image" => random.Pick(".jpg", ".jpg", ".jpg", ".png", ".png", ".webp", ".tiff", ".heic"),
        "video" => random.Pick(".mp4", ".mp4", ".mov", ".webm"),
        "audio" => random.Pick(".mp3", ".mp3", ".wav", ".m4a", ".flac"),
        "model" => random.Pick(".stl", ".stl", ".obj", ".glb", ".3mf"),
        _ => random.Pick(".pdf", ".pdf", ".pdf", ".docx", ".docx", ".txt"),
    };

    private static string Unsupported(ref JobRandom random, string mediaType) => mediaType switch
    {
        "image" => random.Pick(".psd", ".cr2", ".ai"),
        "video" => random.Pick(".mkv", ".flv", ".prproj"),
        "audio" => random.Pick(".amr", ".opus", ".mid"),
        "model" => random.Pick(".dwg", ".step", ".sldprt"),
        _ => random.Pick(".numbers", ".pages", ".key", ".xlsx", ".pub"),
    };

    // A handler and no FormattableString: a page of 10,000 names would box every number and date in them.
    private static string Text(
        IFormatProvider culture, [InterpolatedStringHandlerArgument(nameof(culture))] ref DefaultInterpolatedStringHandler name) =>
        string.Create(culture, ref name);
}

using System.Globalization;

namespace BatchDashboard.Sandbox;

/// <summary>File names as people give them: some tidy, some from a camera or a scanner, some in folders.</summary>
internal static class FileNames
{
    private static readonly string[] Customers = ["Brandt & Sohn", "Moreau SARL", "Northwind", "Okafor Logistics", "Lindqvist AB", "Tanaka Seiki", "Água Clara", "Kowalski i Syn", "Hargreaves Ltd", "Ferri Costruzioni"];
    private static readonly string[] Topics = ["budget", "board_minutes", "market_overview", "staffing_plan", "safety_audit", "supplier_review", "energy_use", "roadmap", "travel_policy", "price_list", "onboarding", "cash_flow"];
    private static readonly string[] Products = ["linen_shirt", "walnut_table", "trail_shoe", "ceramic_mug", "wool_scarf", "desk_lamp", "rain_jacket", "copper_pan", "canvas_bag", "oak_stool"];
    private static readonly string[] Views = ["front", "back", "side", "detail", "packshot", "worn"];
    private static readonly string[] Parts = ["bracket", "pump_housing", "gearbox_cover", "valve_body", "turbine_blade", "hinge", "chassis_rail", "nozzle", "flange_dn80", "clamp"];
    private static readonly string[] Scenes = ["assembly_line", "forklift_training", "town_hall", "interview", "site_walk", "product_demo", "safety_briefing", "drone_survey"];
    private static readonly string[] Months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    /// <summary>A name for the job; <paramref name="errorCode"/> decides whether its extension is one that the API takes.</summary>
    public static string Draw(JobRandom random, int index, string mediaType, string? errorCode)
    {
        var extension = errorCode == "format_error" ? Unsupported(ref random, mediaType) : Supported(ref random, mediaType);
        var year = random.Between(2021, 2026);
        var month = random.Between(1, 12);
        var day = random.Between(1, 28);
        var number = index + 1;
        var stem = mediaType switch
        {
            "image" => Image(ref random, number, year, month, day),
            "video" => random.Below(3) == 0
                ? Text($"VID_{year}{month:00}{day:00}_{random.Between(80000, 195959):000000}_{number}")
                : Text($"{random.Pick<string>(Scenes)}_{year}-{month:00}-{day:00}_take{number}"),
            "audio" => random.Below(2) == 0
                ? Text($"calls/{year}-{month:00}-{day:00}/call_{random.Between(100000, 999999)}_{number}")
                : Text($"Voice memo {day} {Months[month - 1]} {year} ({number})"),
            "model" => Text($"{random.Pick<string>(Parts)}_rev{(char)('A' + random.Below(6))}_{number:0000}"),
            _ => Document(ref random, number, year, month, day),
        };
        return stem + extension;
    }

    private static string Document(ref JobRandom random, int number, int year, int month, int day) => random.Below(6) switch
    {
        0 => Text($"invoices/{year}-{month:00}/INV-{year}{month:00}{day:00}-{number:0000}"),
        1 => Text($"scan_{year}{month:00}{day:00}_{number:0000}"),
        2 => Text($"{random.Pick<string>(Topics)}_q{(month + 2) / 3}_{year}_v{number}"),
        3 => Text($"Contract {random.Pick<string>(Customers)} {year}-{number:000}"),
        4 => Text($"reports/{year}/{Months[month - 1]}/{random.Pick<string>(Topics)}_{number}"),
        _ => Text($"Meeting notes {day} {Months[month - 1]} {year} ({number})"),
    };

    private static string Image(ref JobRandom random, int number, int year, int month, int day) => random.Below(4) switch
    {
        0 => Text($"IMG_{random.Between(1000, 9999)}_{number}"),
        1 => Text($"{year}-{month:00}-{day:00}/DSC{number:00000}"),
        _ => Text($"{random.Pick<string>(Products)}_{random.Pick<string>(Views)}_{number:000}"),
    };

    private static string Supported(ref JobRandom random, string mediaType) => mediaType switch
    {
        "image" => random.Pick(".jpg", ".jpg", ".jpg", ".png", ".png", ".webp", ".tiff", ".heic"),
        "video" => random.Pick(".mp4", ".mp4", ".mov", ".webm"),
        "audio" => random.Pick(".mp3", ".mp3", ".wav", ".m4a", ".flac"),
        "model" => random.Pick(".stl", ".stl", ".obj", ".glb", ".3mf"),
        _ => random.Pick(".pdf", ".pdf", ".pdf", ".docx", ".docx", ".txt", ".md", ".odt"),
    };

    private static string Unsupported(ref JobRandom random, string mediaType) => mediaType switch
    {
        "image" => random.Pick(".psd", ".cr2", ".ai"),
        "video" => random.Pick(".mkv", ".flv", ".prproj"),
        "audio" => random.Pick(".amr", ".opus", ".mid"),
        "model" => random.Pick(".dwg", ".step", ".sldprt"),
        _ => random.Pick(".numbers", ".pages", ".key", ".xlsx", ".pub"),
    };

    private static string Text(FormattableString name) => name.ToString(CultureInfo.InvariantCulture);
}

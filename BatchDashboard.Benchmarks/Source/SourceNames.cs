namespace BatchDashboard.Benchmarks.Source;

/// <summary>What file names are made of: a stem of 12 to 17 characters, then eight digits, then an extension.</summary>
internal static class SourceNames
{
    public static ReadOnlySpan<byte> Stem(int mediaType, int pick) => (mediaType, pick) switch
    {
        (0, 0) => "Meeting notes "u8,
        (0, 1) => "board_minutes_"u8,
        (0, 2) => "Contract 2025-"u8,
        (0, 3) => "market_overview_"u8,
        (0, 4) => "staffing_plan_"u8,
        (0, 5) => "INV-2025-07-"u8,
        (0, 6) => "safety_audit_"u8,
        (0, _) => "supplier_review_"u8,
        (1, < 2) => "whiteboard_2025_"u8,
        (1, < 4) => "loading_bay_img_"u8,
        (1, < 6) => "DSC_2025_0714_"u8,
        (1, _) => "linen_shirt_back_"u8,
        (2, < 4) => "calls-2025-07-"u8,
        (2, _) => "Voice memo July "u8,
        (3, < 4) => "VID_20250714_"u8,
        (3, _) => "town_hall_take_"u8,
        (_, < 4) => "pump_housing_rev"u8,
        (_, _) => "valve_body_rev_"u8,
    };

    public static ReadOnlySpan<byte> Supported(int mediaType, int pick) => (mediaType, pick) switch
    {
        (0, < 2) => ".pdf"u8,
        (0, 2) => ".docx"u8,
        (0, _) => ".txt"u8,
        (1, < 3) => ".jpg"u8,
        (1, _) => ".png"u8,
        (2, < 3) => ".mp3"u8,
        (2, _) => ".wav"u8,
        (3, < 3) => ".mp4"u8,
        (3, _) => ".mov"u8,
        (_, < 3) => ".stl"u8,
        (_, _) => ".obj"u8,
    };

    public static ReadOnlySpan<byte> Unsupported(int pick) => pick switch
    {
        0 => ".xlsx"u8,
        1 => ".key"u8,
        2 => ".psd"u8,
        _ => ".dwg"u8,
    };
}

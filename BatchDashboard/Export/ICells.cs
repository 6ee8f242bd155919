namespace BatchDashboard.Export;

/// <summary>Takes the cells of one row after another, in the order of the columns. Each kind of file writes them its own way.</summary>
public interface ICells
{
    /// <summary>Text from anybody: a file may need it changed so that it stays text.</summary>
    void Text(string? value);

    /// <summary>JSON as UTF-8; empty for none.</summary>
    void Json(ReadOnlySpan<byte> utf8);

    void Number(long? value);

    /// <summary>A number with up to three decimals, e.g. seconds.</summary>
    void Real(double? value);

    void Time(DateTimeOffset? value);
}

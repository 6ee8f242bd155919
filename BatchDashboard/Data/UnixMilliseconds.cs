using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BatchDashboard.Data;

/// <summary>Times are stored as Unix milliseconds in UTC, which every database compares and sorts.</summary>
internal sealed class UnixMilliseconds()
    : ValueConverter<DateTimeOffset, long>(time => time.ToUnixTimeMilliseconds(), milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

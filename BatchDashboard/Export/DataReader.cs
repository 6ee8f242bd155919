using System.Data;
using System.Diagnostics.CodeAnalysis;

namespace BatchDashboard.Export;

/// <summary>The least of a database's reader that a writer of workbooks asks for: names and values of columns.</summary>
internal abstract class DataReader(IReadOnlyList<string> columns) : IDataReader
{
    public int FieldCount => columns.Count;

    public int Depth => 0;

    public bool IsClosed => false;

    public int RecordsAffected => -1;

    public object this[int i] => GetValue(i);

    public object this[string name] => GetValue(GetOrdinal(name));

    public abstract bool Read();

    public abstract object GetValue(int i);

    public string GetName(int i) => columns[i];

    public int GetOrdinal(string name) => columns.ToList().IndexOf(name);

    public bool IsDBNull(int i) => GetValue(i) is null;

    public bool NextResult() => false;

    public void Close()
    {
    }

    public void Dispose()
    {
    }

    public DataTable? GetSchemaTable() => null;

    public int GetValues(object[] values) => throw NotAsked;

    public string GetDataTypeName(int i) => throw NotAsked;

    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public Type GetFieldType(int i) => typeof(object);

    public bool GetBoolean(int i) => throw NotAsked;

    public byte GetByte(int i) => throw NotAsked;

    public long GetBytes(int i, long fieldOffset, byte[]? buffer, int bufferoffset, int length) => throw NotAsked;

    public char GetChar(int i) => throw NotAsked;

    public long GetChars(int i, long fieldoffset, char[]? buffer, int bufferoffset, int length) => throw NotAsked;

    public IDataReader GetData(int i) => throw NotAsked;

    public DateTime GetDateTime(int i) => throw NotAsked;

    public decimal GetDecimal(int i) => throw NotAsked;

    public double GetDouble(int i) => throw NotAsked;

    public float GetFloat(int i) => throw NotAsked;

    public Guid GetGuid(int i) => throw NotAsked;

    public short GetInt16(int i) => throw NotAsked;

    public int GetInt32(int i) => throw NotAsked;

    public long GetInt64(int i) => throw NotAsked;

    public string GetString(int i) => throw NotAsked;

    private static NotSupportedException NotAsked => new("The writer of a workbook asks for values as they are.");
}

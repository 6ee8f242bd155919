using BatchDashboard.Data;
using BatchDashboard.Following;

namespace BatchDashboard.Tests.Following;

public sealed class WebhookSecretsTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("secrets-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public void A_key_that_cannot_be_read_now_is_told_and_read_when_it_can_be()
    {
        var sealedText = new WebhookSecrets(new DataDirectory(_data.FullName)).Seal(new SealedAddress("https://example.com/hook", "secret"));
        var key = Assert.Single(_data.GetFiles("*.xml", SearchOption.AllDirectories)).FullName;
        File.Move(key, key + ".elsewhere");
        File.CreateSymbolicLink(key, key + ".nowhere");
        var secrets = new WebhookSecrets(new DataDirectory(_data.FullName));

        Assert.Throws<DatabaseException>(() => secrets.Open(sealedText));

        File.Delete(key);
        File.Move(key + ".elsewhere", key);
        Assert.Equal("https://example.com/hook", secrets.Open(sealedText)?.Url);
    }

    [Fact]
    public void What_was_sealed_with_other_keys_is_not_read()
    {
        var sealedText = new WebhookSecrets(new DataDirectory(_data.FullName)).Seal(new SealedAddress("https://example.com/hook", null));
        Directory.Delete(Path.Combine(_data.FullName, "webhook-keys"), recursive: true);

        Assert.Null(new WebhookSecrets(new DataDirectory(_data.FullName)).Open(sealedText));
        Assert.Null(new WebhookSecrets(new DataDirectory(_data.FullName)).Open("rubbish"));
    }
}

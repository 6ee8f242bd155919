using System.Security;
using BatchDashboard.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;

namespace BatchDashboard;

/// <summary>The keys that protect forms and open pages lie with the other data, where .NET would put them into the home directory.</summary>
internal static class PageKeys
{
    private const string Folder = "page-keys";

    public static void AddPageKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("BatchDashboard");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = Repository(provider.GetRequiredService<DataDirectory>().File(Folder), provider.GetRequiredService<ILoggerFactory>())));
    }

    /// <summary>Null where nothing can be written, for .NET's own choice: a database on a read-only medium is shown all the same.</summary>
    private static FileSystemXmlRepository? Repository(string path, ILoggerFactory loggers)
    {
        try
        {
            var folder = OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(path)
                : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            using (new FileStream(Path.Combine(path, Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
                return new FileSystemXmlRepository(folder, loggers);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SecurityException)
        {
            return null;
        }
    }
}

using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.Deploy.Tests.Chart;

public class ReadmeTests
{
    [Fact]
    public async Task The_table_of_values_is_current()
    {
        OnPath.Require("bash");
        await using var process = GhostNetProcess.Start("bash", Repository.Root, new Dictionary<string, string?>(), Path.Combine("helm", "values-table.sh"), "--check");
        (await process.WaitAsync()).Expect(0);
    }
}

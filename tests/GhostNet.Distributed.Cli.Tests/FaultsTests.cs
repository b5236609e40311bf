using System.Collections.Immutable;
using GhostNet.Distributed.Datasets;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Cli.Tests;

public sealed class FaultsTests
{
    private static readonly ImmutableArray<string> OneFault = ["it is wrong"];

    public static TheoryData<Exception, int> Known => new()
    {
        { new CliException(130, "stop"), 130 },
        { new JobFailedException("no"), 1 },
        { new JobCanceledException("no"), 1 },
        { new LedgerException("no"), 1 },
        { new InvalidRecipeException("no"), 2 },
        { new InvalidJobSpecException("no"), 2 },
        { new DatasetException("The dataset", OneFault), 2 },
        { new IOException("No space left on device"), 2 },
        { new UnauthorizedAccessException("no"), 2 },
        { new ClusterUnreachableException("no", new TimeoutException()), 3 },
        { new JobNotFoundException("no"), 4 },
        { new FileNotFoundException("no"), 4 },
        { new DirectoryNotFoundException("no"), 4 },
        { new DatasetException("The dataset", OneFault, new DirectoryNotFoundException()), 4 },
        { new JobConflictException("no"), 5 },
    };

    [Theory]
    [MemberData(nameof(Known), DisableDiscoveryEnumeration = true)]
    public void Every_fault_that_a_person_can_mend_has_its_exit_code_and_keeps_its_message(Exception fault, int exitCode)
    {
        var explained = Faults.Explain(fault);

        Assert.Equal((exitCode, fault.Message), (explained?.ExitCode, explained?.Message));
    }

    [Fact]
    public void A_bug_is_not_explained_away() => Assert.Null(Faults.Explain(new InvalidOperationException("sequence contains no elements")));

    [Fact]
    public void A_refused_argument_is_told_without_the_name_of_a_parameter_and_with_the_value()
    {
        using var german = new UnderCulture("de-DE");
        Assert.Equal("The width is 0.05 to 4; found 0.5.", Faults.Explain(new ArgumentOutOfRangeException("width", 0.5, "The width is 0.05 to 4."))?.Message);
        Assert.Equal("The path is odd.", Faults.Explain(new ArgumentException("The path is odd.", "path"))?.Message);
    }
}

using System.CommandLine;
using GhostNet.Distributed.Cli.Runs;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary>The options that <c>evaluate</c> and <c>predict</c> share: the question, and how this machine is used for it.</summary>
internal sealed class BatchOptions
{
    private readonly QuestionOptions _question = new();
    private readonly Option<string?> _out = new("--out") { Description = "Where report, predictions and the ledger go; ghostnet-runs/{job id} when left out.", HelpName = "DIR" };
    private readonly Option<int?> _threads = new("--threads") { Description = "Inference threads; as many as processors when left out.", HelpName = "N" };
    private readonly Option<int?> _batch = new("--batch") { Description = "Images of one inference call, 1 to 256; measured when left out.", HelpName = "N" };

    private readonly Option<string?> _graph = new("--graph") { Description = "Which graph of the model is used: plain, avx512, avx2 or arm64; by the processor and a measurement when left out.", HelpName = "WORD" };

    /// <summary>Options with their ranges checked while the command line is read.</summary>
    public BatchOptions()
    {
        _out.NotEmpty();
        _threads.InRange(1, 1024);
        _batch.InRange(1, 256);
        _graph.AcceptOnlyFromAmong("plain", "avx512", "avx2", "arm64");
    }

    /// <summary>How the report is written to standard output.</summary>
    public Option<OutputFormat> Output { get; } = OutputOption.Create();

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        _question.AddTo(command);
        foreach (Option option in new Option[] { _out, _threads, _batch, _graph, Output })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What was asked.</summary>
    public BatchRunRequest Request(ParseResult parsed, JobKind kind, string? labels) => _question.Request(parsed, kind, labels) with
    {
        Out = parsed.GetValue(_out),
        Threads = parsed.GetValue(_threads),
        Batch = parsed.GetValue(_batch),
        Graph = parsed.GetValue(_graph),
    };
}

using GhostNet.Distributed.Models.Recipes;
using GhostNet.Distributed.Reporting;
using GhostNet.Distributed.Runtime.Ledger;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>Makes a job's report from its ledger, and from nothing else.</summary>
public sealed class JobReporter(JobLedgers ledgers, ModelShelf models)
{
    /// <summary>Folds the ledger and writes the report; when another coordinator was first, that one's report counts.</summary>
    /// <exception cref="LedgerException">A blob is missing or damaged.</exception>
    public async Task<Report> ReportAsync(JobSpec spec, JobPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);

        // Parsing every prediction of a job is work for the pool, in small pieces, and not for a grain's turns.
        var report = await Task.Run(() => FoldAsync(spec, plan, cancellationToken), cancellationToken);
        await ledgers.Open(spec.Id).CreateReportAsync(report.ToJson(), MarkdownReport.Render(report), cancellationToken);
        return report;
    }

    /// <summary>Folds the ledger as it is now into a report, and writes nothing.</summary>
    /// <exception cref="LedgerException">A blob is missing or damaged.</exception>
    public async Task<Report> FoldAsync(JobSpec spec, JobPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var recipe = spec.Recipe is null ? (await models.ReadCardAsync(spec.Model, cancellationToken)).Recipe : Recipe.Parse(spec.Recipe);
        using var builder = new ReportBuilder(new ReportSources
        {
            Spec = spec,
            Plan = plan,
            ModelCard = await models.ReadCardJsonAsync(spec.Model, cancellationToken),
            Recipe = recipe.ToJson(),
            RecipeDigest = recipe.Digest(),
        });
        await foreach (var result in ledgers.Open(spec.Id).ReadResultsAsync(cancellationToken))
        {
            builder.Add(result);
        }

        if (spec.Canary > 0)
        {
            await foreach (var result in ledgers.Open(spec.Id).ReadCanariesAsync(cancellationToken))
            {
                builder.AddCanary(result);
            }
        }

        return builder.Build();
    }
}

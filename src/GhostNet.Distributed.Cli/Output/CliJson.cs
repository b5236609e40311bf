using System.Text.Json.Serialization;
using GhostNet.Distributed.Cli.Diagnosis;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Remote;
using GhostNet.Distributed.Cli.Verbs;
using GhostNet.Distributed.Reporting;

namespace GhostNet.Distributed.Cli;

/// <summary>What <c>-o json</c> prints: camelCase, indented.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(Verification))]
[JsonSerializable(typeof(ProfileAnswer))]
[JsonSerializable(typeof(IReadOnlyList<Finding>))]
[JsonSerializable(typeof(RunComparison))]
[JsonSerializable(typeof(JobAnswer))]
[JsonSerializable(typeof(IReadOnlyList<JobAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<HostAnswer>))]
[JsonSerializable(typeof(DatasetAnswer))]
[JsonSerializable(typeof(PushAnswer))]
[JsonSerializable(typeof(DatasetVerification))]
internal sealed partial class CliJson : JsonSerializerContext;

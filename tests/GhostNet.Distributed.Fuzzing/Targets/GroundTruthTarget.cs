namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>Labels as ILSVRC's bare integers.</summary>
internal sealed class GroundTruthTarget() : LabelFileTarget("labels-ground-truth", "1\n2\n3\n", "3\r\n1\r\n1\r\n2", "1");

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>Labels as <c>name label</c> lines.</summary>
internal sealed class SpacedLabelsTarget() : LabelFileTarget("labels-spaced", "a.jpg 0\nn01/b.jpg 2\n", "a b.jpg\t1\nc.jpg\t2\n", "x.jpg n01440764\n\ny.jpg n01484850\n");

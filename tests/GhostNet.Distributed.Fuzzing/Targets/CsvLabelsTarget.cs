namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>Labels in CSV.</summary>
internal sealed class CsvLabelsTarget() : LabelFileTarget(
    "labels-csv", "filename,label\na.jpg,0\nb.jpg,2\n", "a.jpg,n01440764\r\nb.jpg,\"n01484850\"\r\n", "ImageId,PredictionString\na,n01440764 1 2 3 4\n", "split;image;class\nval;\"a;b.jpg\";1\n");

using System.Globalization;
using System.Runtime.InteropServices;
using GhostNet.Distributed.Shapes.Drawing;
using GhostNet.Distributed.Shapes.Files;
using GhostNet.Distributed.Shapes.Scenes;

namespace GhostNet.Distributed.Shapes;

/// <summary>
/// The project's own labelled images: one of ten shapes or textures, drawn in clutter, in the sizes and qualities of a collection of photographs.
/// Nothing is downloaded: they are drawn, and the same index gives the same bytes on every machine, in any order, on any number of threads.
/// </summary>
public sealed class ShapesDataset
{
    /// <summary>Changes whenever a byte of any image does. A folder written by another version is drawn again.</summary>
    public const int GeneratorVersion = 1;

    /// <summary>Name of the class list inside a written folder: ten lines of <c>id words</c>, as ImageNet's synset_words.txt.</summary>
    public const string ClassListName = "synset_words.txt";

    /// <summary>Name of the file inside a written folder that says what the folder holds, and its digest once it is complete.</summary>
    public const string MarkerName = "shapes.json";

    // Unrelated constants: the streams of the two splits never meet.
    private const ulong ValidationSeed = 0x5348_4150_4553_2D56;
    private const ulong TrainingSeed = 0x7472_6169_6E69_6E67;

    private readonly ulong _seed;
    private readonly string _filePrefix;

    private ShapesDataset(string name, string filePrefix, ulong seed, int count)
    {
        Name = name;
        _filePrefix = filePrefix;
        _seed = seed;
        Count = count;
    }

    /// <summary>The 1,000 images, 100 of each class, that the model is judged by.</summary>
    public static ShapesDataset Validation { get; } = new("shapes-validation", "shapes_val", ValidationSeed, 1_000);

    /// <summary>The 12,000 images, 1,200 of each class, that the model may learn from; none of them is in <see cref="Validation"/>.</summary>
    public static ShapesDataset Training { get; } = new("shapes-training", "shapes_train", TrainingSeed, 12_000);

    /// <summary><c>shapes-validation</c> or <c>shapes-training</c>.</summary>
    public string Name { get; }

    /// <summary>Number of images; every ten in a row show the ten classes.</summary>
    public int Count { get; }

    /// <summary>The first images of this dataset, for a quick look or a short training.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many.</exception>
    public ShapesDataset Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        return new ShapesDataset(Name, _filePrefix, _seed, count);
    }

    /// <summary>Draws one image; about 10 ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such index.</exception>
    public ShapesImage Draw(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return new ShapesImage(index, ClassOf(index), PathOf(index), ImmutableCollectionsMarshal.AsImmutableArray(Make(index, new Studio())));
    }

    /// <summary>
    /// Writes the dataset in ImageNet's folder layout, <c>{class id}/{name}.JPEG</c>, with the class list beside the class folders.
    /// A folder that already holds all of it is recognised and left alone; one whose writing was interrupted is completed.
    /// </summary>
    /// <param name="folder">Where to; made if it is not there.</param>
    /// <param name="progress">Told the number of images that are there, from 1 to <see cref="Count"/>, on the drawing threads.</param>
    /// <param name="threads">How many threads draw; by default one a processor. They are threads of their own: drawing never occupies the thread pool.</param>
    /// <param name="cancellationToken">Stops within the time of one image; what was written stays and is continued from next time.</param>
    /// <exception cref="ShapesFolderException">The folder holds something else, which stays unchanged.</exception>
    /// <exception cref="IOException">The disk refused.</exception>
    public Task<ShapesFolder> WriteAsync(string folder, IProgress<int>? progress = null, int? threads = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads ?? 1, 1, nameof(threads));
        return new FolderWriter(this, Path.GetFullPath(folder), progress, threads ?? Environment.ProcessorCount).WriteAsync(cancellationToken);
    }

    internal byte[] Make(int index, Studio studio) => studio.Make(new SplitMix64(_seed, index), (Kind)ClassOf(index).Index);

    internal string PathOf(int index) => string.Create(CultureInfo.InvariantCulture, $"{ClassOf(index).Id}/{_filePrefix}_{index + 1:D8}.JPEG");

    private static ShapeClass ClassOf(int index) => ShapeClass.All[index % ShapeClass.All.Length];
}

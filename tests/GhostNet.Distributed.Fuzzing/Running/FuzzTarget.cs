using GhostNet.Distributed.Fuzzing.Mutation;

namespace GhostNet.Distributed.Fuzzing.Running;

/// <summary>One parser of what arrives from outside: where its inputs come from, what it may take, and how it refuses.</summary>
internal abstract class FuzzTarget
{
    private readonly Mutator _mutator;

    /// <summary>A target.</summary>
    /// <param name="name">The word for it on the command line.</param>
    /// <param name="kind">What is known of the format.</param>
    /// <param name="seeds">Inputs that the parser accepts; everything else is made of them.</param>
    /// <param name="words">What the format's files are made of, where bytes alone would hardly make it.</param>
    protected FuzzTarget(string name, FormatKind kind, IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]>? words = null) =>
        (Name, Seeds, _mutator) = (name, seeds, new Mutator(kind, seeds, words));

    /// <summary>The word for it on the command line.</summary>
    public string Name { get; }

    /// <summary>Inputs that the parser accepts.</summary>
    public IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>
    /// Gives the parser one input, and what it accepts to whoever uses it next. False when it was refused by an exception that the parser declares; any other exception is a finding.
    /// </summary>
    public abstract bool Accepts(byte[] input);

    /// <summary>The most bytes that an input of this length may make the parser allocate, the messages of its faults included.</summary>
    public virtual long MemoryLimit(int inputLength) => (512 << 10) + (256L * inputLength);

    /// <summary>Makes an input. A target that knows more of its format than the bytes of its seeds overrides this.</summary>
    public virtual byte[] Make(Random random) => _mutator.Make(random);
}

namespace GhostNet.Distributed.Models.Checkpoints;

/// <summary>Element types of stored tensors. Only the floating-point ones hold weights; the others occur as counters.</summary>
internal enum ElementType
{
    Float32,
    Float16,
    BFloat16,
    Float64,
    Integer8,
    Integer16,
    Integer32,
    Integer64,
}

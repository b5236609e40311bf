namespace GhostNet.Distributed.Inference.Ranking;

/// <summary>One class of a prediction.</summary>
/// <param name="Class">The class, counted from 0; −1 for a column in front of the first class (the "background" of 1,001-class networks).</param>
/// <param name="Score">The model's own output: a logit or a probability, as its card says.</param>
/// <param name="Probability">Share of the softmax over all columns, 0…1; the score itself where the model outputs probabilities.</param>
public readonly record struct ScoredClass(int Class, float Score, double Probability);

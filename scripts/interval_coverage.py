#!/usr/bin/env python3
"""How often the interval of a mean over seeds holds the true mean: the two-way bootstrap of src/compare/arm_intervals.cpp
(documents and seeds drawn with replacement, percentiles of the replicates) on made-up scores. A document's chance of being right
is drawn from a beta distribution; 'agreement' is the share of a score's variance that the document explains. A seed may
shift all documents. The interval over documents alone, of the documents' means, stands beside it.

    scripts/interval_coverage.py [--seeds 3] [--documents 100] [--trials 1000]"""
import argparse

import numpy as np

ROUNDS = 1000  # coverage moves by less than a point from 1,000 to 10,000


def percentile_interval(replicates):
    return np.quantile(replicates, [0.025, 0.975], method="inverted_cdf")


def intervals(scores, random):
    """scores: [seeds, documents]."""
    seeds, documents = scores.shape
    counts = random.multinomial(documents, np.full(documents, 1 / documents), size=ROUNDS)
    of_seed = counts @ scores.T / documents  # [rounds, seeds]
    drawn = random.integers(seeds, size=(ROUNDS, seeds))
    two_way = np.take_along_axis(of_seed, drawn, axis=1).mean(axis=1)
    return percentile_interval(two_way), percentile_interval(of_seed.mean(axis=1))


def trial(random, arguments, agreement, shift):
    """Whether each interval holds 0.5."""
    if agreement < 1:
        a = (1 - agreement) / (2 * agreement)  # of a beta distribution whose variance is that share of 1/4
        chance = random.beta(a, a, arguments.documents)
    else:
        chance = random.integers(2, size=arguments.documents).astype(float)
    level = shift * random.standard_normal((arguments.seeds, 1))
    scores = (random.random((arguments.seeds, arguments.documents)) < chance + level).astype(float)
    return [low <= 0.5 <= high for low, high in intervals(scores, random)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--trials", type=int, default=1000)
    arguments = parser.parse_args()
    print(f"{arguments.seeds} seeds, {arguments.documents} documents, {arguments.trials} trials; 95 % intervals")
    print("agreement  shift  two-way  documents alone")
    for agreement, shift in [(0.1, 0), (0.3, 0), (0.5, 0), (0.8, 0), (1, 0), (0.5, 0.02), (0.5, 0.05), (0.5, 0.1)]:
        random = np.random.default_rng(0)
        held = np.mean([trial(random, arguments, agreement, shift) for _ in range(arguments.trials)], axis=0)
        print(f"{agreement:9.1f}  {shift:5.2f}  {held[0]:7.1%}  {held[1]:15.1%}")


if __name__ == "__main__":
    main()

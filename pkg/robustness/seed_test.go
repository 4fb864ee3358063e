package robustness_test

// numbersOfTheSeed is what the seed "assay" gives: the shares of ranks 1, 2 and 3 of three bids and the ranking entropy, for even, ordinal and
// interval weights. These numbers are a promise of the generator's name and are never rewritten under it.
const numbersOfTheSeed = `[0.1825,0.0439,0.7736] [0.1005,0.8995,0] [0.717,0.0566,0.2264] 1.224458
[0.5384,0.1376,0.324] [0.2828,0.7172,0] [0.1788,0.1452,0.676] 1.722946
[0.0543,0.1399,0.8058] [0.2972,0.7028,0] [0.6485,0.1573,0.1942] 1.450126
`

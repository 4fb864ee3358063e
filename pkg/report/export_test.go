package report

// Pounds is for the tests.
var Pounds = Report{}.amountOf

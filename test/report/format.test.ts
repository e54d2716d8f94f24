import { expect, test } from 'vitest'

import { formatAbout, formatCount, formatDollars, formatDuration, formatThings } from '../../src/report/format.ts'

test('counts have thousands separators', () => {
  expect([0, 999, 48_210, 1_234_567].map(formatCount)).toEqual(['0', '999', '48,210', '1,234,567'])
})

test('one thing is written in the singular', () => {
  expect([formatThings(1, 'call'), formatThings(0, 'call'), formatThings(2, 'call')]).toEqual([
    '1 call',
    '0 calls',
    '2 calls',
  ])
})

test('dollars have four decimals, and two from a hundred on', () => {
  expect([0, 0.2364, 12.5, 99.999_94, 99.999_96, 1234.567].map(formatDollars)).toEqual([
    '$0.0000',
    '$0.2364',
    '$12.5000',
    '$99.9999',
    '$100.00',
    '$1,234.57',
  ])
})

test('an amount too small to show is not shown as nothing', () => {
  expect(formatDollars(0.000_01)).toBe('<$0.0001')
})

test('durations are rounded before they are split', () => {
  expect([0, 840, 999.6, 4240, 9960, 59_400, 59_600, 192_000, 3_599_700, 3_840_000].map(formatDuration)).toEqual([
    '0ms',
    '840ms',
    '1.0s',
    '4.2s',
    '10s',
    '59s',
    '1m 0s',
    '3m 12s',
    '1h 0m',
    '1h 4m',
  ])
})

test('what is only known about is about as much, or less than the least', () => {
  expect([0.0312, 0.000_01].map(formatAbout)).toEqual(['about $0.0312', 'less than $0.0001'])
})

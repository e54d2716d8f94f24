import { patternOfAny } from '../../text/patterns/pattern-of-any.ts'
import { OTHER_SHAPES, TOKEN_SHAPES } from '../shapes/token-shapes.ts'

// Evaluated when the package is built (tsdown.config.ts): to make them takes a millisecond of every first call.

/** Source of a pattern that tells whether a text may hold one of {@link TOKEN_SHAPES}. */
export const TOKEN_PROBES = patternOfAny(TOKEN_SHAPES.map(({ probe }) => probe)).source
/** Source of a pattern that tells whether a text may hold one of {@link OTHER_SHAPES}. */
export const OTHER_PROBES = patternOfAny(OTHER_SHAPES.map(({ probe }) => probe)).source

/** Part of every credential that rewind sets where the user has none. */
export const PLACEHOLDER_PREFIX = 'rewind-placeholder-'

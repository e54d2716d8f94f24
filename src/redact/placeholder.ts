/**
 * Stands for every secret. Always the same: the name of the variable that held it may differ between machines, and a
 * key must not.
 */
export const SECRET_PLACEHOLDER = '<secret>'

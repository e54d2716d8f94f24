/** The clock of the process, taken when it is set up: a test may pretend another date, also before its first call loads the rest. */
export const { Date: RealDate } = globalThis

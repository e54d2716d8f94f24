module.exports = {
  setupFilesAfterEnv: [require.resolve('./jest.cjs')],
  reporters: ['default', require.resolve('./jest-reporter.js')],
}

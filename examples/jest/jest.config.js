module.exports = { setupFilesAfterEnv: ['rewind/jest'], reporters: ['default', 'rewind/jest-reporter'] }

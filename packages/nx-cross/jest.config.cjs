module.exports = { ...require('../../jest.preset.cjs'), displayName: 'nx-cross', rootDir: __dirname };

// Child processes that a test starts can run TypeScript sources like the test itself.
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import tsx --conditions=outrageous-source`;

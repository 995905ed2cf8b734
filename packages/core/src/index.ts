export * from './failure';
export * from './failure-codes';

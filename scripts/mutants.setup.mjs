import fc from 'fast-check';

// One failure is enough here; nobody reads the smallest one.
fc.configureGlobal({ endOnFailure: true });

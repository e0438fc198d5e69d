/** Where workers come from: so far a link that a requester sends. */
export const providers = ['inhouse'] as const;

/** Providers of Mephisto that are not here; what is asked only of their workers is asked of nobody. */
export const otherProviders = ['mturk', 'mturk_sandbox', 'prolific'] as const;

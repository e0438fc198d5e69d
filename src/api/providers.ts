/** Where workers come from: so far a link that a requester sends. */
export const providers = ['inhouse'] as const;

/** How a button looks that takes something from a worker: a red outline. */
export const dangerous = { variant: 'outline', color: 'var(--mantine-color-error)' } as const;

import { Anchor } from '@mantine/core';
import { createLink } from '@tanstack/react-router';

/** A link to a screen of the app. */
export const ScreenLink = createLink(Anchor<'a'>);

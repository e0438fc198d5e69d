import { Button, Divider, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { login, loginWithOidc } from '../../../src/api/access.ts';
import { addressOf } from '../../../src/api/client.ts';
import { ownPath } from '../../../src/api/own-path.ts';
import { Fault, Page } from '../components/page.tsx';
import { send } from '../data/api.ts';
import { useMe } from '../data/current-user.ts';

const route = getRouteApi('/login');

/** The sign-in page, with the ways that this server offers. */
export function LoginPage() {
  const { next, fault } = route.useSearch();
  const me = useMe();
  const ways = me?.ways ?? [];
  const place = ownPath(next);
  // A worker signs in as themselves, on this computer as well.
  const isForWork = /^\/work(\/|$)/.test(place);
  if (me?.role && me.login === 'none' && !isForWork)
    return (
      <Page title="Sign in" narrow>
        <Text>You are on this computer, so no sign-in is needed.</Text>
        <Button component="a" href={place}>
          Continue
        </Button>
      </Page>
    );
  return (
    <Page title="Sign in" narrow>
      {fault && <Fault>{fault}</Fault>}
      {ways.includes('password') && <PasswordForm place={place} />}
      {ways.length > 1 && <Divider label="or" />}
      {ways.includes('oidc') && (
        <Button component="a" href={addressOf(loginWithOidc, { query: { next: place } })} variant="default" size="md">
          Sign in with your organisation
        </Button>
      )}
    </Page>
  );
}

function PasswordForm({ place }: { place: string }) {
  const [fault, setFault] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  async function signIn(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFault(undefined);
    try {
      await send(login, { body: { name: String(form.get('name')).trim(), password: String(form.get('password')) } });
      // Not by the router: the address may be a file, and a closed server serves only its own page.
      window.location.assign(place);
    } catch (error) {
      setFault(error);
      setBusy(false);
      password.current?.select();
    }
  }
  return (
    <form onSubmit={signIn}>
      <Stack>
        <TextInput name="name" label="Name" autoComplete="username" autoCapitalize="none" required data-autofocus />
        <PasswordInput
          ref={password}
          name="password"
          label="Password"
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
        />
        {fault !== undefined && <Fault error={fault} />}
        <Button type="submit" loading={isBusy}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}

import { Button, PasswordInput, Select, Stack, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { maxRequesterNameChars, type ProviderShown, registerRequester } from '../../../src/api/requesters.ts';
import { Fault } from '../components/page.tsx';
import { useEndpointMutation } from '../data/api.ts';
import { notify } from '../data/notices.ts';

const says = {
  registered: 'is registered',
  rotated: 'has another key',
  unchanged: 'is as before',
};

/** A form that registers an account, or gives a registered one another key. */
export function RegisterRequester({ providers }: { providers: readonly ProviderShown[] }) {
  const [name, setName] = useState(providers[0]?.name ?? '');
  const register = useEndpointMutation(registerRequester);
  const provider = providers.find((one) => one.name === name);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const given = (provider?.keys ?? []).map((key) => [key.name, String(fields.get(key.name) ?? '').trim()] as const);
    const credentials = Object.fromEntries(given.filter(([, value]) => value !== ''));
    const called = String(fields.get('name')).trim();
    const body = { provider: name, ...(called ? { name: called } : {}), credentials };
    register.mutate(
      { body },
      {
        onSuccess({ requester, outcome }) {
          form.reset();
          notify(`${requester.name} ${says[outcome]}.`);
        },
      },
    );
  }
  return (
    <section className="card" aria-labelledby="register-requester">
      <Title order={2} size="h3" id="register-requester" mb="sm">
        Register an account
      </Title>
      <form onSubmit={submit}>
        <Stack>
          <Select
            label="Provider"
            data={providers.map((one) => ({ value: one.name, label: one.title }))}
            value={name}
            allowDeselect={false}
            onChange={(value) => setName(value ?? name)}
          />
          <TextInput
            name="name"
            label="Name"
            description={`What it is called here; "${name}" without one. That of a registered account gives it another key.`}
            maxLength={maxRequesterNameChars}
            autoComplete="off"
          />
          {provider?.keys.map((key) => {
            const Field = key.secret ? PasswordInput : TextInput;
            return (
              <Field
                key={`${name}-${key.name}`}
                name={key.name}
                label={key.name}
                description={`${key.says.charAt(0).toUpperCase()}${key.says.slice(1)}.`}
                required={!key.optional}
                autoComplete="off"
              />
            );
          })}
          {register.error && <Fault error={register.error} />}
          <Button type="submit" loading={register.isPending} style={{ alignSelf: 'start' }}>
            Register
          </Button>
        </Stack>
      </form>
    </section>
  );
}

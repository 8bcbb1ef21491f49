import { TextInput } from '@mantine/core';
import type { SigningForm } from './form.ts';

export function EmailField({ email, onEmail, disabled = false }: Omit<SigningForm, 'onDone'> & { disabled?: boolean }) {
  return (
    <TextInput
      label="E-mail"
      type="email"
      required
      autoComplete="email"
      disabled={disabled}
      value={email}
      onChange={({ currentTarget: { value } }) => onEmail(value)}
    />
  );
}

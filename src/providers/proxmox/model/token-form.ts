import type { CredentialForm } from '../../../model/provider-traits.ts';

/** As the Terraform provider takes a token; another one never gets as far as a host. */
export const tokenForm: CredentialForm = {
  pattern: /^[^\s@!=]+@[^\s@!=]+![^\s@!=]+=[\x21-\x7e]+$/,
  expected: 'an API token: user@realm!name=uuid',
};

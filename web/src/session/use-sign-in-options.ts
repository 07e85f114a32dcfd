import { useEffect, useState } from 'react';
import { type SignInOptions, signInOptions } from './sign-in.ts';

/** The ways in that the hub offers; undefined until it has said so. */
export function useSignInOptions(): SignInOptions | undefined {
  const [options, setOptions] = useState<SignInOptions>();
  useEffect(() => {
    let wanted = true;
    signInOptions()
      .then((answer) => wanted && setOptions(answer))
      // A hub that does not answer is shown by everything else on the page.
      .catch(() => wanted && setOptions({ oidc: false, personas: [] }));
    return () => {
      wanted = false;
    };
  }, []);
  return options;
}

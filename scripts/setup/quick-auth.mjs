// Loaded before firebase-tools. Its Auth emulator makes hundreds of JSON schema compilers, one for each parameter of the API
// that it serves, and each of them compiles the schema of schemas anew to check a document that firebase-tools ships and
// has checked: 7 of the 10 seconds of its start. Leaving out that one check changes nothing else.
import { createRequire } from 'node:module';

try {
  const tools = createRequire(createRequire(import.meta.url).resolve('firebase-tools/package.json'));
  const ajv = createRequire(tools.resolve('exegesis'))('ajv');
  const compiler = Object.getPrototypeOf((ajv.default ?? ajv).prototype);
  if (typeof compiler.validateSchema === 'function') compiler.validateSchema = () => true;
} catch {
  // Another version of firebase-tools, built otherwise: it starts as slowly as it likes.
}

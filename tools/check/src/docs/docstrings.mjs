import { Application, ReflectionKind } from 'typedoc';

/** What is documented by itself: its docstring has to begin with a sentence. */
const EXPORTED =
  ReflectionKind.CallSignature |
  ReflectionKind.Interface |
  ReflectionKind.TypeAlias |
  ReflectionKind.Class |
  ReflectionKind.Variable;

/**
 * A plugin of typedoc, which asks for more of docstrings than typedoc itself: a sentence, not tags alone, and
 * words on every option of an `…Options` type.
 *
 * @param {import('typedoc').Application} app
 */
export function requireDocstrings(app) {
  app.on(Application.EVENT_VALIDATE_PROJECT, (project) => {
    const exported = project.getReflectionsByKind(EXPORTED).filter(isExported);
    for (const reflection of [...exported.filter(lacksSentence), ...bareOptions(project)])
      app.logger.warn(`${reflection.getFriendlyFullName()}: its docstring needs a sentence that says what it is`);
  });
}

/** @param {import('typedoc').Reflection} reflection */
function isExported({ parent }) {
  return !parent?.kindOf(ReflectionKind.Method);
}

/** @param {import('typedoc').Reflection} reflection */
function lacksSentence({ comment }) {
  return comment?.summary.length === 0 && !comment.hasModifier('@internal') && !comment.getTag('@inheritDoc');
}

/**
 * @param {import('typedoc').ProjectReflection} project
 * @returns {import('typedoc').Reflection[]}
 */
function bareOptions(project) {
  const properties = project.getReflectionsByKind(ReflectionKind.Property);
  return properties.filter((property) => isOption(property) && !property.hasComment());
}

/**
 * @param {import('typedoc').Reflection} reflection
 * @returns {boolean}
 */
function isOption({ parent }) {
  return parent?.kindOf(ReflectionKind.TypeLiteral) ? isOption(parent) : parent?.name.endsWith('Options') === true;
}

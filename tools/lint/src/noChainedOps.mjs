import { ESLintUtils } from '@typescript-eslint/utils';

/** Where TensorFlow.js declares `x.add(y)` and its like. */
const CHAINED_OPS = '/public/chained_ops/';

/**
 * Forbids `x.add(y)` on tensors: such methods exist only where the union package
 * was loaded, so packages write `tf.add(x, y)`. Needs type information.
 */
export const noChainedOps = ESLintUtils.RuleCreator.withoutDocs({
  meta: {
    type: 'problem',
    schema: [],
    messages: { chained: 'Write tf.{{ name }}(…): chained ops exist only under some bundles.' },
  },
  defaultOptions: [],
  create(context) {
    const services = ESLintUtils.getParserServices(context);
    return {
      'CallExpression > MemberExpression.callee'(
        /** @type {import('@typescript-eslint/utils').TSESTree.MemberExpression} */ node,
      ) {
        const declarations = services.getSymbolAtLocation(node.property)?.declarations ?? [];
        if (!declarations.some((declaration) => declaration.getSourceFile().fileName.includes(CHAINED_OPS))) return;
        context.report({ node, messageId: 'chained', data: { name: context.sourceCode.getText(node.property) } });
      },
    };
  },
});

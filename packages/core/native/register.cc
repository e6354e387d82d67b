// Registers every op of this library with TensorFlow.
#include <utility>

#include "outrageous.h"

namespace outrageous {
namespace {

void registerOp(const Definition& definition) {
  Status status;
  TF_OpDefinitionBuilder* op = TF_NewOpDefinitionBuilder(definition.name.c_str());
  for (const std::string& attribute : definition.attributes) TF_OpDefinitionBuilderAddAttr(op, attribute.c_str());
  for (const std::string& input : definition.inputs) TF_OpDefinitionBuilderAddInput(op, input.c_str());
  for (const std::string& output : definition.outputs) TF_OpDefinitionBuilderAddOutput(op, output.c_str());
  // Ops run one by one, never in a graph, so nobody asks for shapes beforehand.
  TF_OpDefinitionBuilderSetShapeInferenceFunction(op, [](TF_ShapeInferenceContext* context, TF_Status* result) {
    TF_ShapeInferenceContextSetUnknownShape(context, result);
  });
  // An op that changes its inputs must not be taken for a function of them.
  TF_OpDefinitionBuilderSetIsStateful(op, definition.outputs.empty());
  TF_RegisterOpDefinition(op, status);
  status.check();
}

void registerKernel(const Definition& definition) {
  Status status;
  TF_KernelBuilder* kernel = TF_NewKernelBuilder(definition.name.c_str(), "CPU", definition.create,
                                                 definition.compute, definition.destroy);
  TF_RegisterKernelBuilder(definition.name.c_str(), kernel, status);
  status.check();
}

}  // namespace
}  // namespace outrageous

// Answers null, or why the ops could not be registered.
extern "C" const char* outrageous_register() {
  static std::string message;
  try {
    // They are taken out of the list, which libraries that are loaded side by side may share.
    for (const outrageous::Definition& definition : std::exchange(outrageous::definitions(), {})) {
      outrageous::registerOp(definition);
      outrageous::registerKernel(definition);
    }
    return nullptr;
  } catch (const std::exception& error) {
    message = error.what();
    return message.c_str();
  }
}

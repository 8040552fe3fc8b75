from app.api.access import check_signed_in
from app.api.operations import Operations
from app.inference.schemas import ModelOut, ModelVersion, PredictionsIn, PredictionsOut
from app.inference.serving import model_server

# With a session that lasted as long as an operation, requests would come in turn, and nothing be gathered.
bp = Operations("model", __name__, tag="model", guard=check_signed_in)


@bp.get("/model")
@bp.answers(ModelOut, errors=(401,))
def read_model() -> ModelOut:
    """What is served, how good it is, and what it takes."""
    return ModelOut.of(model_server().metadata)


@bp.post("/predictions")
@bp.input(PredictionsIn, arg_name="content")
@bp.answers(PredictionsOut, errors=(400, 401, 413, 422))
def predict(content: PredictionsIn) -> PredictionsOut:
    """A prediction for each row. A row has a number for each feature of `input_schema`, in that order."""
    metadata, predictions = model_server().predict(content.instances)
    model = ModelVersion(name=metadata.name, version=metadata.version)
    return PredictionsOut(predictions=predictions, model=model)

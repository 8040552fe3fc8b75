from app.api.access import bearer_token
from app.api.operations import Operations
from app.api.resources import api_resources
from app.auth.token_services import user_of_token
from app.extensions import db
from app.inference.schemas import ModelOut, ModelVersion, PredictionsIn, PredictionsOut
from app.inference.serving import model_server


def check_signed_in() -> None:
    """As `require_user` does, but with a session that ends here.

    That of the request would be held while the model runs, and with it a connection and SQLite's lock for
    writing: requests would come one after the other, and nothing could be gathered.
    """
    with db.sessions.reads() as session:
        user_of_token(session, api_resources().tokens, bearer_token())


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

"""QTI 3.0: items, tests and a manifest in a zip."""

from quiz.exchange.exporting._qti.dialect import Dialect
from quiz.exchange.exporting._qti.export import QtiFormat

_XSD = "http://www.imsglobal.org/xsd"
_SCHEMAS = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd"


class Qti30(QtiFormat):
    name = "QTI 3.0"
    program = "Import the zip file as it is into a program that reads QTI 3."
    dialect = Dialect(
        namespace=f"{_XSD}/imsqtiasi_v3p0",
        schema=f"{_SCHEMAS}/imsqti_asiv3p0_v1p0.xsd",
        manifest_namespace=f"{_XSD}/qti/qtiv3p0/imscp_v1p1",
        manifest_schema=f"{_SCHEMAS}/imsqtiv3p0_imscpv1p2_v1p0.xsd",
        package=("QTI Package", "3.0.0"),
        types=("imsqti_item_xmlv3p0", "imsqti_test_xmlv3p0"),
        kebab=True,
    )

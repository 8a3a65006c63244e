"""QTI 2.2: items, tests and a manifest in a zip."""

from quiz.exchange.exporting._qti.dialect import Dialect
from quiz.exchange.exporting._qti.export import QtiFormat

_XSD = "http://www.imsglobal.org/xsd"


class Qti22(QtiFormat):
    name = "QTI 2.2"
    program = "Import the zip file as it is into a program that reads QTI 2.2, such as TAO."
    dialect = Dialect(
        namespace=f"{_XSD}/imsqti_v2p2",
        schema=f"{_XSD}/qti/qtiv2p2/imsqti_v2p2.xsd",
        manifest_namespace=f"{_XSD}/imscp_v1p1",
        manifest_schema=f"{_XSD}/qti/qtiv2p2/qtiv2p2_imscpv1p2_v1p0.xsd",
        package=("QTIv2.2 Package", "1.0.0"),
        types=("imsqti_item_xmlv2p2", "imsqti_test_xmlv2p2"),
    )
